from django.http import HttpRequest, HttpResponse


def queue(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()
