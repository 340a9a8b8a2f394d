from django.http import HttpRequest


def worn_hat(request: HttpRequest) -> dict[str, object]:
    return {}
