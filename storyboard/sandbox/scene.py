import numpy as np
from PIL import Image

from .camera import Move
from .film import Picture


class Scene:
    def __init__(self, prompt: str, seed: int, size: tuple[int, int]) -> None:
        self.size = size
        dice = np.random.default_rng(seed)
        w, h = round(size[0] * 1.25) // 2 * 2, round(size[1] * 1.25) // 2 * 2
        rgb = np.linspace(dice.uniform(10, 30, 3), dice.uniform(60, 160, 3), h)[:, None, :].repeat(w, 1)
        self.far = Picture.of_image(Image.fromarray(rgb.astype(np.uint8)))
        self.planes = [Image.fromarray(p) for p in (self.far.y, self.far.u, self.far.v)]

    def shot(self, move: Move, part: float) -> Picture:
        view = move.view(part)
        out = Picture(*self.size)
        for image, plane in zip(self.planes, (out.y, out.u, out.v), strict=True):
            h, w = plane.shape
            W, H = image.size
            bw, bh = w / view.zoom, h / view.zoom
            x, y = (W - bw) / 2 + view.x * w, (H - bh) / 2 + view.y * h
            plane[:] = np.asarray(image.resize((w, h), Image.Resampling.BILINEAR, box=(x, y, x + bw, y + bh)))
        return out
