"""The pages of the documentation work for everybody, and can be found."""

import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from docs.pages import DOCS
from needs import require_module

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(sys.version_info < (3, 12), reason="Sphinx 9 needs Python 3.12"),
]

DIAGRAMS = sorted(path.stem for path in (DOCS / "images").glob("*.svg"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The documentation, built as HTML."""
    require_module("furo")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", str(DOCS), str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def open_page(browser, site):
    """Open a page in a window: `open_page("index", width=380)`."""
    pages = []

    def open_page(name, query="", width=1280, **options):
        viewport = {"width": width, "height": 900}
        page = browser.new_page(viewport=viewport, **options)
        pages.append(page)
        page.goto(f"{(site / name).as_uri()}.html{query}")
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 380)])
def test_axe_finds_nothing_on_any_page(open_page, site, scheme, width):
    page = open_page("index", color_scheme=scheme, width=width)
    found = {}
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        violations = Axe().run(page).response["violations"]
        if violations:
            name = str(path.relative_to(site))
            found[name] = [
                f"{one['id']}: {one['nodes'][0]['html']}" for one in violations
            ]

    assert found == {}


def test_axe_would_find_something(open_page):
    page = open_page("index")
    page.evaluate("document.querySelector('h1').remove()")

    ids = [one["id"] for one in Axe().run(page).response["violations"]]

    assert ids == ["page-has-heading-one"]


@pytest.mark.parametrize(
    "name",
    [
        "reference/settings",
        "reference/errors",
        "reference/endpoints",
        "reference/checks",
        "topics/comparison",
    ],
)
def test_tables_can_be_read_at_1280_pixels(open_page, name):
    page = open_page(name)

    cut_off = page.evaluate(
        """() => [...document.querySelectorAll(".table-wrapper")]
            .filter((table) => table.scrollWidth > table.clientWidth).length"""
    )
    # Names stand in the first column, in one piece and within their cells.
    broken = page.evaluate(
        """() => [...document.querySelectorAll("td:first-child code")]
            .filter((name) => name.getClientRects().length > 1
                || name.getBoundingClientRect().right
                    > name.closest("td").getBoundingClientRect().right)
            .map((name) => name.textContent)"""
    )
    assert (cut_off, broken) == (0, [])


@pytest.mark.parametrize("page", ["index", "find", "topics/comparison"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_window_is_too_narrow(open_page, page, width):
    overflow = "document.documentElement.scrollWidth - innerWidth"

    assert open_page(page, width=width).evaluate(overflow) <= 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("log out", "how-to/sign-out"),
        ("brute force", "how-to/brute-force"),
        ("passkey", "how-to/passkeys"),
        ("TypeScript", "how-to/typescript"),
        ("Google Authenticator", "how-to/authenticator-app"),
        ("trusted device", "how-to/trusted-devices"),
        ("remember me", "how-to/trusted-devices"),
        ("admin", "how-to/admin"),
        ("Celery", "how-to/background-sending"),
        ("tenants", "how-to/tenants"),
        ("dj-rest-auth", "topics/comparison"),
    ],
)
def test_the_search_finds_what_people_look_for(open_page, words, expected):
    page = open_page("search", f"?q={words.replace(' ', '+')}")

    page.wait_for_selector(".search-summary")
    page.wait_for_function(
        "!/Searching/.test(document.querySelector('#search-results h2').textContent)"
    )
    links = page.locator("#search-results li a").evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )
    assert any(link.startswith(f"{expected}.html") for link in links[:5]), links[:5]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_screen_reader_is_told_what_a_diagram_shows(open_page, site, name):
    [page] = [
        path.relative_to(site).with_suffix("")
        for path in sorted(site.rglob("*.html"), key=str)
        if f'id="{name}-title"' in path.read_text(encoding="utf-8")
    ][:1]

    diagram = open_page(page).locator(f"svg:has(#{name}-title)")

    assert diagram.get_attribute("role") == "img"
    labels = diagram.get_attribute("aria-labelledby").split()
    told = [diagram.locator(f"#{label}").text_content() for label in labels]
    assert labels == [f"{name}-title", f"{name}-desc"]
    assert len(told[0]) > 10
    assert len(told[1]) > 100


@pytest.mark.parametrize("system", ["light", "dark"])
def test_diagrams_follow_the_system_and_the_switch_of_the_theme(open_page, system):
    page = open_page("index", color_scheme=system)
    read = """getComputedStyle(document.querySelector(".diagram .paper")).fill"""
    colours = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 27, 34)"}
    assert page.evaluate(read) == colours[system]

    for chosen, colour in colours.items():
        page.evaluate("(theme) => { document.body.dataset.theme = theme; }", chosen)
        assert page.evaluate(read) == colour
