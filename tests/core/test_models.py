import pytest
from django.core.exceptions import ValidationError

from duijie.core.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_one_account_whatever_its_case() -> None:
    User.objects.create_user("Ann@Example.org", "correct horse battery")
    with pytest.raises(ValidationError):
        User.objects.create_user("ann@example.org", "correct horse battery")
