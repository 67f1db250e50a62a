def start(playwright):
    """Starts Debian's Chromium without its window, which takes half the time and shows the same pages."""
    # The browser's own sandbox needs rights that root in a container does not have; it opens our page only.
    return playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"], timeout=300_000)
