# `make run` and `make test` work on a Debian machine that has a Swift toolchain, git and make; what else is
# needed they install. README.md says what each target is for.

PACKAGES := libmicrohttpd-dev libsqlite3-dev
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE := .build/release/understudy
SOURCES := Package.swift Sources Tests examples Benchmarks/Package.swift Benchmarks/Sources/JSONBenchmark

.PHONY: run test swift-example check build lint format generated docs deps clients client-packages bench fuzz clean

run: deps
	swift build --configuration release --product understudy
	exec $(RELEASE) serve $(ARGS)

test: deps clients
	swift test --parallel
	$(MAKE) --no-print-directory swift-example

# A package that uses this one as others do. With the same directory to build in and the same versions of what both
# depend on, nothing is compiled twice. SwiftPM also keeps there what it has planned to build, and does not ask for which
# package: both have to plan anew, or one would run the other's tests.
PLAN := .build/debug.yaml
swift-example: deps
	swift package resolve
	cp Package.resolved examples/swift/Package.resolved
	rm -f $(PLAN)
	trap 'rm -f $(PLAN)' EXIT INT TERM; swift test --package-path examples/swift --scratch-path .build

check: lint build test generated

build: deps
	swift build

lint:
	swift format lint --strict --recursive --parallel $(SOURCES)

format:
	swift format --in-place --recursive --parallel $(SOURCES)

# What the binary prints about itself is committed; it must be what the binary prints now. `make docs` renews it.
UNDERSTUDY := .build/debug/understudy
PRINT_RULES := $(UNDERSTUDY) rules --format markdown --transcripts Tests/Transcripts
generated: build
	$(UNDERSTUDY) check --print-schema | diff seed-data/seed.schema.json -
	$(PRINT_RULES) | diff docs/rules.md -
	rm -rf .build/openapi
	$(UNDERSTUDY) openapi --directory .build/openapi
	diff --recursive docs/openapi .build/openapi

docs: build
	$(UNDERSTUDY) check --print-schema > seed-data/seed.schema.json
	$(PRINT_RULES) > docs/rules.md
	rm -rf docs/openapi
	$(UNDERSTUDY) openapi --directory docs/openapi

# libFuzzer over JSON, over requests and over the wire, SECONDS_EACH each; a finding ends it with its input.
FUZZERS := FuzzJSON FuzzRequest FuzzWire
SECONDS_EACH ?= 600
FUZZ := swift build --scratch-path .build-fuzz --configuration release
fuzz: export UNDERSTUDY_FUZZING := 1
fuzz: deps
	for fuzzer in $(FUZZERS); do $(FUZZ) --product $$fuzzer || exit 1; done
	for fuzzer in $(FUZZERS); do \
	  mkdir -p .build-fuzz/corpus/$$fuzzer; \
	  .build-fuzz/release/$$fuzzer .build-fuzz/corpus/$$fuzzer Tests/Fuzzing/Corpus/$$fuzzer \
	    -max_total_time=$(SECONDS_EACH) -max_len=4096 -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
	    -artifact_prefix=.build-fuzz/$$fuzzer- -verbosity=0 || exit 1; \
	done

bench: deps
	$(call install,wrk)
	swift build --package-path Benchmarks --configuration release
	Benchmarks/.build/release/JSONBenchmark
	swift build --configuration release --product understudy
	Benchmarks/server.sh

deps:
	$(call install,$(PACKAGES))

# Other people's programs that tests run as clients. Those in Python share a virtual environment.
CLIENTS := .build/clients
CLIENT_PACKAGES := curl nodejs python3 python3-venv
clients: client-packages $(CLIENTS)/installed

client-packages:
	$(call install,$(CLIENT_PACKAGES))

$(CLIENTS)/installed: $(wildcard Tests/clients/*/requirements.txt examples/*/requirements.txt) | client-packages
	rm -rf $(CLIENTS)
	/usr/bin/python3 -m venv $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet --disable-pip-version-check $(addprefix --requirement ,$^)
	touch $@

# Installs those Debian packages that are not there.
define install
@dpkg-query --show --showformat='$${db:Status-Status}\n' $(1) 2>/dev/null | grep -c '^installed$$' \
  | grep -qx $(words $(1)) \
  || { $(SUDO) apt-get update && $(SUDO) apt-get install --yes --no-install-recommends $(1); }
endef

clean:
	rm -rf .build .build-fuzz Benchmarks/.build
