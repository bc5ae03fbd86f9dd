from .ask import Ask
from .film import Picture


class Panel:
    def __init__(self, asked: Ask, move: str, count: int) -> None: ...

    def over(self, picture: Picture, at: int) -> Picture:
        return picture
