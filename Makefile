# `make run` and `make test` work on a Debian machine that has a Swift toolchain, git and make; what else is
# needed they install. README.md says what each target is for.

PACKAGES := libmicrohttpd-dev libsqlite3-dev
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE := .build/release/understudy
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

.PHONY: run test check build lint format generated deps bench clean

run: deps
	swift build --configuration release --product understudy
	exec $(RELEASE) serve $(ARGS)

test: deps
	swift test --parallel

check: lint build test generated

build: deps
	swift build

lint:
	swift format lint --strict --recursive --parallel $(SOURCES)

format:
	swift format --in-place --recursive --parallel $(SOURCES)

# What the binary prints about itself is committed; it must be what the binary prints now.
generated: build
	.build/debug/understudy check --print-schema | diff seed-data/seed.schema.json -

deps:
	@dpkg-query --show --showformat='$${db:Status-Status}\n' $(PACKAGES) 2>/dev/null | grep -c '^installed$$' \
	  | grep -qx $(words $(PACKAGES)) \
	  || { $(SUDO) apt-get update && $(SUDO) apt-get install --yes --no-install-recommends $(PACKAGES); }

clean:
	rm -rf .build Benchmarks/.build
