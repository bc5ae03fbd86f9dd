from django.http import HttpRequest, HttpResponse


def gallery(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()
