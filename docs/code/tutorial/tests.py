from django.contrib.auth import get_user_model
from rest_framework.test import APITestCase

from drf_jwt_2fa.testing import log_in


class MeTests(APITestCase):
    def test_nobody_gets_in_without_a_token(self):
        self.assertEqual(self.client.get("/api/me/").status_code, 401)

    def test_i_am_who_i_am(self):
        get_user_model().objects.create_user("bob", password="battery staple")
        log_in(self.client, "bob", "battery staple")

        response = self.client.get("/api/me/")

        self.assertEqual(response.json(), {"username": "bob"})
