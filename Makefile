# `make run` and `make test` need a Debian machine with a Swift toolchain, git and make. They install all other
# packages. README.md describes the targets.

PACKAGES := libmicrohttpd-dev libsqlite3-dev libcurl4-gnutls-dev
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE := .build/release/understudy
# With Swift's own libraries inside, so that it starts sooner and runs on a machine without a toolchain, and without its symbols
# for others: relocating what nothing asks for took 3 MiB. Paths in messages of C libraries are relative, so that the program
# does not name the directory that it is built in, and what differs from build to build is discarded.
COMPILE_RELEASE := swift build --configuration release --product understudy --static-swift-stdlib \
  -Xcc -ffile-prefix-map=$(CURDIR)=. -Xcxx -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. \
  -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic -Xlinker --script=Packaging/discard.ld
# Packed, the relocations of a position-independent program take 40 KB instead of 2.3 MB, which are read at each start; of
# Swift's linkers, only lld packs them. glibc reads them since 2.36.
BUILD_RELEASE := $(COMPILE_RELEASE) -Xlinker -z -Xlinker pack-relative-relocs
SOURCES := Package.swift Sources Tests examples Benchmarks/Package.swift \
  Benchmarks/Sources/JSONBenchmark Benchmarks/Sources/CenterfyHummingbird

.PHONY: run test swift-example check build release lint lint-tools format generated docs docc generate-manual deps clients \
  client-packages bench bench-packages fuzz load durability soak soak-proof screenshots test-threads test-addresses \
  clean install uninstall dist dist-check image image-check

run: release
	exec $(RELEASE) serve $(ARGS)

# All tests; a missing program is an error. Those of the server once more over TLS, where all must look the same. The output
# is long, so that failures are repeated at its end. Few at a time: otherwise all begin at once, and each step of one waits for
# a step of a thousand others, longer than a client may.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH := 8
test: SHELL := bash -o pipefail
test: deps clients lint-tools
	@UNDERSTUDY_REQUIRE_ALL=1 swift test --parallel 2>&1 | tee .build/tests.log || $(FAILED)
	@UNDERSTUDY_TEST_TRANSPORT=tls swift test --skip-build --filter UnderstudyServerTests 2>&1 | tee .build/tests.log \
	  || $(FAILED)
	$(MAKE) --no-print-directory swift-example

# Each failure with its lines, up to the next event of a test; few of each, because the last ones are what CI keeps.
FAILED := { echo 'What failed:'; \
  awk '/^(✔|◇|➜)/ { left = 0; next } /✘|error:/ { left = 40 } left-- > 0' .build/tests.log | cut -c1-400; exit 1; }

# A package that uses the library. It shares the build directory and the versions of dependencies, so that nothing is
# compiled twice. SwiftPM keeps its build plan in that directory without the package's name, so that the plan is removed
# before and after; otherwise one package would run the tests of the other.
PLAN := .build/debug.yaml
swift-example: deps
	swift package resolve
	cp Package.resolved examples/in-process-server/Package.resolved
	rm -f $(PLAN)
	trap 'rm -f $(PLAN)' EXIT INT TERM; swift test --package-path examples/in-process-server --scratch-path .build

check: lint build test generated docc

build: deps
	swift build

release: deps
	$(BUILD_RELEASE)
	Tests/Lint/hardening .build/release

# The documentation of the library, as a DocC archive. A symbol that it links to and does not exist is an error.
docc: export UNDERSTUDY_DOCC := 1
docc: deps
	swift package --allow-writing-to-directory .build/docc generate-documentation --target Understudy \
	  --warnings-as-errors --output-path .build/docc

lint: lint-tools
	swift format lint --strict --recursive --parallel $(SOURCES)
	@$(DENO) fmt --check $(DENO_FORMAT) $(WEB_SOURCES)
	@$(DENO) lint --no-config --rules-exclude=no-explicit-any,no-control-regex $(WEB_SOURCES)
	Tests/Lint/words
	Tests/Lint/type-names
	Tests/Lint/links
	Tests/Lint/version
	Tests/Lint/workflows

# JavaScript, its types, and style sheets. If git fails, it has said why: without names, Deno would look at no file.
WEB_SOURCES = $(or $(shell git ls-files --cached --others --exclude-standard '*.js' '*.mjs' '*.cjs' '*.ts' '*.mts' '*.css'), \
  $(error git lists no JavaScript))
DENO = DENO_NO_UPDATE_CHECK=1 DENO_DIR=$(LINT_TOOLS)/deno $(LINT_TOOLS)/bin/deno
DENO_FORMAT := --no-config --line-width 120

# Programs that check JavaScript, workflows, shell scripts and the contents of releases.
LINT_TOOLS := .build/lint
lint-tools: $(LINT_TOOLS)/installed

$(LINT_TOOLS)/installed: Tests/Lint/requirements.txt
	$(call install,python3 python3-venv)
	rm -rf $(LINT_TOOLS)
	/usr/bin/python3 -m venv $(LINT_TOOLS)
	$(LINT_TOOLS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

format: lint-tools
	swift format --in-place --recursive --parallel $(SOURCES)
	@$(DENO) fmt $(DENO_FORMAT) $(WEB_SOURCES)

# Files that the program generates are committed. `generated` compares them with its output; `make docs` updates them.
UNDERSTUDY := .build/debug/understudy
PRINT_RULES := $(UNDERSTUDY) rules --format markdown --transcripts Tests/Transcripts
# The argument parser's program, without its plugin, which would build everything for release. The date is fixed, so that
# the page changes with its contents only.
PRINT_MANUAL := .build/debug/generate-manual $(UNDERSTUDY) --date 2026-11-21 --output-directory -
generated: build generate-manual
	$(UNDERSTUDY) check --print-schema | diff seed-data/seed.schema.json -
	$(PRINT_RULES) | diff docs/rules.md -
	rm -rf .build/openapi
	$(UNDERSTUDY) openapi --directory .build/openapi
	diff --recursive docs/openapi .build/openapi
	$(PRINT_MANUAL) | diff docs/understudy.1 -

docs: build generate-manual
	$(UNDERSTUDY) check --print-schema > seed-data/seed.schema.json
	$(PRINT_RULES) > docs/rules.md
	rm -rf docs/openapi
	$(UNDERSTUDY) openapi --directory docs/openapi
	$(PRINT_MANUAL) > docs/understudy.1

generate-manual: build
	swift build --product generate-manual

# libFuzzer over JSON, requests, seed files, the control plane and connections, for SECONDS_EACH each. A crash ends it and
# leaves its input. New inputs are written to .build-fuzz/corpus, the first directory on the command line. Swift's own
# backtraces would hide crashes from libFuzzer.
FUZZERS := FuzzJSON FuzzRequest FuzzSeeds FuzzControl FuzzWire
SECONDS_EACH ?= 600
FUZZ := swift build --scratch-path .build-fuzz --configuration release
fuzz: export UNDERSTUDY_FUZZING := 1
fuzz: deps
	for fuzzer in $(FUZZERS); do $(FUZZ) --product $$fuzzer || exit 1; done
	for fuzzer in $(FUZZERS); do \
	  mkdir -p .build-fuzz/corpus/$$fuzzer; \
	  length=4096; if [ $$fuzzer = FuzzWire ]; then length=40960; fi; \
	  SWIFT_BACKTRACE=enable=no .build-fuzz/release/$$fuzzer .build-fuzz/corpus/$$fuzzer Tests/Fuzzing/Corpus/$$fuzzer \
	    -dict=Tests/Fuzzing/Dictionaries/$$fuzzer.dict \
	    -max_total_time=$(SECONDS_EACH) -max_len=$$length -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
	    -artifact_prefix=.build-fuzz/$$fuzzer- -verbosity=0 || exit 1; \
	done

# The released program, looked at from outside for some minutes: what bad clients do to others and to memory; and what
# kills and bad disks do to what was acknowledged. Small disks are mounted, which takes root, for as long as it runs.
ENDURANCE := /usr/bin/python3 -B Tests/endurance
load: release
	$(call install,python3)
	$(ENDURANCE)/load.py

durability: release
	$(call install,python3 e2fsprogs)
	$(SUDO) unshare --mount $(ENDURANCE)/durability.py

# Mixed traffic for SOAK_SECONDS, in memory and with a database, every answer compared with a model. SEED repeats it.
SOAK_SECONDS ?= 3600
soak: release
	$(call install,python3)
	SOAK_SECONDS=$(SOAK_SECONDS) $(ENDURANCE)/soak.py

# That the soak fails if it must: on a server that changes answers, keeps descriptors or memory, or pauses.
soak-proof: release
	$(call install,python3)
	cc -O2 -Wall -shared -fPIC -o .build/broken.so Tests/endurance/broken.c -ldl
	PRELOAD=$(CURDIR)/.build/broken.so $(ENDURANCE)/soak_proof.py

# All tests, built with ThreadSanitizer or AddressSanitizer, including the programs that tests start; those are also checked
# for leaks. Each process writes its reports to its own file, and any such file fails the run. Fewer tests run at a time, because
# sanitizers make them several times slower.
test-threads test-addresses: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH := 3
define test-sanitized
	rm -rf .build-$(1)/reports
	mkdir -p .build-$(1)/reports
	swift test --parallel --disable-xctest --scratch-path .build-$(1) $(2); tests=$$?; \
	  ! cat .build-$(1)/reports/* 2>/dev/null && exit $$tests
endef

test-threads: export TSAN_OPTIONS := log_path=$(CURDIR)/.build-tsan/reports/report atexit_sleep_ms=0
test-threads: deps clients
	mkdir -p .build-tsan
	clang -O1 -g -c Tests/Sanitizers/mutex.c -o .build-tsan/mutex.o
	$(call test-sanitized,tsan,--sanitize=thread -Xlinker $(CURDIR)/.build-tsan/mutex.o)

test-addresses: export ASAN_OPTIONS := \
  log_path=$(CURDIR)/.build-asan/reports/report:detect_leaks=0:suppressions=$(CURDIR)/Tests/Sanitizers/address.supp
test-addresses: export LSAN_OPTIONS := suppressions=$(CURDIR)/Tests/Sanitizers/leak.supp print_suppressions=0
test-addresses: deps clients
	$(call test-sanitized,asan,--sanitize=address -Xswiftc -use-ld=lld)

# `make install PREFIX=$HOME/.local` needs no root; for other directories, only the copying uses it.
PREFIX ?= /usr/local
BINARY ?= $(RELEASE)
ROOT := $(DESTDIR)$(PREFIX)
OWNER = $(shell d='$(ROOT)'; while [ ! -e "$$d" ]; do d=$$(dirname "$$d"); done; [ -w "$$d" ] || echo $(SUDO))
# Where earlier versions have installed seeds; those are part of the program now.
SEEDS := $(ROOT)/share/understudy
MAN := $(ROOT)/share/man/man1/understudy.1
BASH_COMPLETION := $(ROOT)/share/bash-completion/completions/understudy
ZSH_COMPLETION := $(ROOT)/share/zsh/site-functions/_understudy
FISH_COMPLETION := $(ROOT)/share/fish/vendor_completions.d/understudy.fish
define install-completion
	file=$$(mktemp) && trap 'rm -f $$file' EXIT && $(BINARY) --generate-completion-script $(1) > $$file && \
	  $(OWNER) install -D --mode 644 $$file '$(2)'

endef
install: $(if $(filter $(RELEASE),$(BINARY)),release)
	$(OWNER) install -D --strip $(BINARY) '$(ROOT)/bin/understudy'
	$(OWNER) install -D --mode 644 docs/understudy.1 '$(MAN)'
	$(call install-completion,bash,$(BASH_COMPLETION))
	$(call install-completion,zsh,$(ZSH_COMPLETION))
	$(call install-completion,fish,$(FISH_COMPLETION))

uninstall:
	$(OWNER) rm -rf '$(ROOT)/bin/understudy' '$(SEEDS)' '$(MAN)' '$(BASH_COMPLETION)' '$(ZSH_COMPLETION)' \
	  '$(FISH_COMPLETION)'

# What a release publishes for this architecture, in `dist`: docs/installing.md. The program is linked without packed
# relocations, so that glibc 2.35 is enough, and without a path of libraries.
DIST_PACKAGES := dpkg-dev lintian python3 python3-venv $(if $(shell command -v npm),,nodejs npm)
dist: deps
	$(call install,$(DIST_PACKAGES))
	$(COMPILE_RELEASE) --disable-local-rpath
	Tests/Lint/hardening .build/release
	Packaging/dist .build/release/understudy dist

# Installs what is in `dist` into empty systems, and uses and removes it there: Debian, and Ubuntu if its keys are installed. It
# takes root and the network.
dist-check:
	$(call install,debootstrap curl)
	$(SUDO) Packaging/check dist

# Docker if its engine responds, else podman, whose own format has no health check.
ENGINE ?= $(shell if docker info > /dev/null 2>&1; then echo docker; else echo podman; fi)
image:
	$(ENGINE) build $(if $(findstring podman,$(ENGINE)),--format docker) --tag understudy .

image-check: image
	ENGINE='$(ENGINE)' Tests/container/check.sh understudy

# Compares the server with a minimal one, servers in other frameworks, and WireMock: docs/benchmarks.md.
RIVALS := Benchmarks/.build/rivals
JAVA := $(if $(shell command -v java),,default-jre-headless)
BENCH_PACKAGES := wrk valgrind nodejs node-express python3 python3-venv $(JAVA)
bench: release bench-packages $(RIVALS)/installed
	swift build --package-path Benchmarks --configuration release --static-swift-stdlib
	install --strip $(RELEASE) Benchmarks/.build/understudy
	cc -O2 -Wall -o Benchmarks/.build/bare Benchmarks/bare.c -lmicrohttpd
	Benchmarks/.build/release/JSONBenchmark
	/usr/bin/python3 Benchmarks/bench

bench-packages:
	$(call install,$(BENCH_PACKAGES))

$(RIVALS)/installed: Benchmarks/requirements.txt | bench-packages
	rm -rf $(RIVALS)
	/usr/bin/python3 -m venv $(RIVALS)
	$(RIVALS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

deps:
	$(call install,$(PACKAGES))

# Programs that tests run as clients. Those in Python share a virtual environment.
CLIENTS := .build/clients
NGINX := .build/nginx/usr/sbin/nginx
WHEELHOUSE := .build/wheelhouse
# The Java example is run from source, which needs the compiler.
JDK := $(if $(shell command -v javac),,default-jdk-headless)
# Node's own packages bring npm; Debian's is one of its own.
NPM := $(if $(shell command -v npm),,npm)
CLIENT_PACKAGES := binutils chromium-headless-shell curl dpkg-dev iproute2 lintian node-har-validator node-typescript nodejs openssl python3 \
  python3-venv $(JDK) $(NPM)
clients: client-packages $(CLIENTS)/installed $(NGINX) $(WHEELHOUSE)/filled
	Packaging/tools > /dev/null

client-packages:
	$(call install,$(CLIENT_PACKAGES))

$(CLIENTS)/installed: $(wildcard Tests/clients/*/requirements.txt Tests/browser/requirements.txt) examples/sandbox-per-test-python/requirements.txt | client-packages
	rm -rf $(CLIENTS)
	/usr/bin/python3 -m venv $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet --disable-pip-version-check $(addprefix --requirement ,$^)
	touch $@

# What the tests of the Python package install beside it, into an environment of their own and without the network.
$(WHEELHOUSE)/filled: Packaging/python/tests/requirements.txt $(CLIENTS)/installed
	rm -rf $(WHEELHOUSE)
	$(CLIENTS)/bin/pip download --quiet --disable-pip-version-check --only-binary :all: --dest $(WHEELHOUSE) \
	  --requirement $<
	touch $@

# Only unpacked: Debian starts an installed nginx on port 80.
$(NGINX): | client-packages
	mkdir -p .build/nginx
	cd .build/nginx && { apt-get download nginx || { $(SUDO) apt-get update && apt-get download nginx; }; }
	cd .build/nginx && dpkg-deb --extract nginx_*.deb . && rm nginx_*.deb

# Installs missing Debian packages.
define install
@dpkg-query --show --showformat='$${db:Status-Status}\n' $(1) 2>/dev/null | grep -c '^installed$$' \
  | grep -qx $(words $(1)) \
  || { $(SUDO) apt-get update && $(SUDO) apt-get install --yes --no-install-recommends $(1); }
endef

# Pictures of each screen of the dashboard, in both colour schemes and three widths.
screenshots: build clients
	rm -rf .build/screenshots
	$(CLIENTS)/bin/python -B Tests/browser/screenshots.py $(UNDERSTUDY) .build/screenshots

clean:
	rm -rf dist .build .build-fuzz .build-tsan .build-asan Benchmarks/.build
