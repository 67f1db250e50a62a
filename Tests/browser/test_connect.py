from support import URL, Case, expect

HOST = URL.removeprefix("http://")


class Connect(Case):
    def tls(self, **changes):
        """Opens the tab of a server that says this about TLS."""
        def answer(route):
            info = route.fetch().json()
            route.fulfill(json=info | {"tls": info["tls"] | changes})
        self.page.route("**/__admin/info", answer)
        self.page.reload()
        self.open("Connect")

    def commands(self):
        return self.page.locator("#connect .command code")

    def test_without_tls_it_has_the_base_url_and_says_what_to_start(self):
        self.tls(enabled=False)
        expect(self.commands()).to_have_text([self.url, "understudy run -- COMMAND"])
        expect(self.page.locator("#connect")).to_contain_text("Start it with --tls")
        self.page.locator("#connect").get_by_role("button", name="Copy").first.click()
        expect(self.page.locator("#connect").get_by_role("button", name="Copied")).to_be_visible()

    def test_with_tls_each_runtime_has_a_line_and_each_file_a_link(self):
        self.tls(enabled=True, ownAuthority=True, url=f"https://{HOST}", files=None)
        expect(self.commands()).to_have_count(9)
        proxy = f"HTTPS_PROXY='http://{HOST}'"
        expect(self.commands().nth(1)).to_have_text(
            f"{proxy} CURL_CA_BUNDLE='bundle.pem' curl 'https://api.trillet.ai/'")
        expect(self.commands().nth(3)).to_have_text(
            f"{proxy} NODE_USE_ENV_PROXY=1 NODE_EXTRA_CA_CERTS='ca.pem' node client.mjs")
        links = self.page.locator("#connect a")
        expect(links).to_have_text(["ca.pem", "bundle.pem", "trust.p12"])
        expect(links.first).to_have_attribute("href", f"/sandbox/{self.name}/__admin/ca.pem")
        expect(self.page.locator("#connect")).to_contain_text(f"add ~{self.name} to the client's credential")

    def test_paths_of_files_are_text_and_words_of_a_shell(self):
        path = "/tmp/it's <b>here</b>"
        self.tls(enabled=True, ownAuthority=True, url=None,
                 files={"ca": f"{path}/ca.pem", "bundle": f"{path}/bundle.pem", "trustStore": f"{path}/trust.p12"})
        quoted = path.replace("'", "'\\''")
        expect(self.commands().nth(3)).to_contain_text(f"NODE_EXTRA_CA_CERTS='{quoted}/ca.pem' node")
        expect(self.commands().nth(5)).to_contain_text(f"'-Djavax.net.ssl.trustStore={quoted}/trust.p12'")
        expect(self.page.locator("#connect dd").first).to_contain_text(f"{path}/ca.pem")
        expect(self.page.locator("#connect b")).to_have_count(0)

    def test_with_a_certificate_of_ones_own_the_proxy_is_enough(self):
        self.tls(enabled=True, ownAuthority=False, url=f"https://{HOST}", files=None)
        expect(self.commands()).to_have_count(2)
        expect(self.page.locator("#connect a")).to_have_count(0)
