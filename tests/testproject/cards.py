"""Methods of the second factor that tests configure."""

from drf_jwt_2fa.methods import Challenge, Method, SentCodeMethod


class Card(Method):
    """A card that everybody has: nothing is sent."""

    name = "card"

    def begin(self, user, codes):
        return Challenge({"row": 3})


class Pigeon(SentCodeMethod):
    """A method that sends the code by a pigeon."""

    name = "pigeon"
    flights = []

    def get_destination(self, user):
        return "the roof"

    def send(self, user, code):
        self.flights.append(code)
