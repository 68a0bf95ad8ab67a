"""What pages of the admin may do, as a strict site says it."""

# No inline script or style, and nothing of other sites.  Since Django 6.0, its own
# `django.middleware.csp` does the same with `SECURE_CSP`.
CONTENT_SECURITY_POLICY = (
    "default-src 'none';"
    " script-src 'self';"
    " style-src 'self';"
    " img-src 'self';"
    " connect-src 'self';"
    " form-action 'self';"
    " base-uri 'none';"
    " frame-ancestors 'none'"
)


class AdminPolicyMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response
