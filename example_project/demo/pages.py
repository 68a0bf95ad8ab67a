"""The web page of the demo site, and the mailbox beside it."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drf_jwt_2fa.settings import api_settings

from . import mail

# The page runs and loads only its own files: injected markup can neither run nor send
# tokens away.  Forms are posted by script only, so a page whose script did not load
# cannot put a password into a URL.  QR codes are `data:` URIs: as images, they can
# neither run nor load anything.
CONTENT_SECURITY_POLICY = (
    "default-src 'none';"
    " script-src 'self';"
    " style-src 'self';"
    " img-src 'self' data:;"
    " connect-src 'self';"
    " form-action 'none';"
    " base-uri 'none';"
    " frame-ancestors 'none';"
    " require-trusted-types-for 'script'"
)


@require_safe
def page(request):
    context = {
        "api": reverse("get-code").removesuffix("get-code/"),
        # `/?transport=body` shows what clients without cookies do, such as mobile apps.
        "transport": "body" if request.GET.get("transport") == "body" else "cookie",
        "code_length": api_settings.CODE_LENGTH,
        "trusted_for": api_settings.TRUSTED_DEVICE_LIFETIME,
    }
    response = render(request, "demo/page.html", context)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


# Anyone who can request this can read the codes.  It is for a demo on your own machine,
# where the browser protects it from pages of other sites, and ALLOWED_HOSTS from names
# that they point at it (DNS rebinding).
@never_cache
@require_safe
def mailbox(request):
    return JsonResponse({"mails": mail.read_newest(10)})
