"""One site for all tests of a module, which make the conversations that they need, and browsers of the roles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from open_site import NOON, Browser, Site, open_site

from records.access.rules import ROLES, Role


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A real site over a real database."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture
def noon(site: Site) -> None:
    """The site's clock is set back to where it began."""
    site.clock.moment = NOON


@pytest.fixture(scope="module")
def staff(site: Site) -> Browser:
    """Somebody of the staff."""
    return site.browser("staff")


@pytest.fixture(scope="module")
def admin(site: Site) -> Browser:
    """Whoever runs the shop."""
    return site.browser("admin")


@pytest.fixture(scope="module")
def bea(site: Site) -> Browser:
    """A customer who is signed in."""
    return site.browser("bea")


@pytest.fixture(scope="module")
def browsers(site: Site) -> dict[Role, Browser]:
    """One browser of each role."""
    return {role: site.browser(None if role == "guest" else role) for role in ROLES}
