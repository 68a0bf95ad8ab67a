"""Users of other kinds than Django's own."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AddressManager(BaseUserManager):
    def create_user(self, address, password):
        member = self.model(address=address)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A user with a UUID for a key and an address for a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    address = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "address"
    EMAIL_FIELD = "address"

    objects = AddressManager()


class Customer(AbstractBaseUser):
    """A user whose primary key is not called ``id``; that is a property."""

    user_id = models.AutoField(primary_key=True)
    address = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "address"
    EMAIL_FIELD = "address"

    objects = AddressManager()

    @property
    def id(self):
        return self.user_id
