# An image with one program, the libraries it loads and the seeds: no shell, no package manager, nothing to update.
# docs/container.md says how to run it; `make image-check` builds it and tries all that is promised there.

FROM swift:6.3-bookworm AS build
RUN apt-get -q update \
  && apt-get -q install --yes --no-install-recommends ca-certificates libcurl4-gnutls-dev libmicrohttpd-dev \
    libsqlite3-dev \
  && rm -r /var/lib/apt/lists/*
WORKDIR /understudy
# The packages are a layer of their own: they are fetched again only when the manifest changes.
COPY Package.* ./
RUN swift package resolve
COPY Sources Sources
# A target has a symbolic link to them.
COPY seed-data seed-data
# The manifest names the tests, and a package does not load without what its manifest names.
COPY Tests Tests
RUN swift build --configuration release --product understudy --static-swift-stdlib \
  -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs -Xlinker --strip-all \
  && Tests/Lint/hardening .build/release
# All that the image holds. Of the libraries, those that the loader says it needs, where it looks for them. The roots are for
# the files of `--tls-dir`, which have them beside the server's own authority. A volume begins with the rights of its directory.
RUN install -D .build/release/understudy /image/usr/local/bin/understudy \
  && cp --recursive seed-data /image/seed-data \
  && cp --parents --dereference $(ldd .build/release/understudy | grep -o '/[^ ]*') /image \
  && cp --parents /etc/ssl/certs/ca-certificates.crt /image \
  && install --directory --mode 1777 /image/data /image/tls \
  && chmod -R a+rX /image/seed-data

FROM scratch
COPY --from=build /image /
LABEL org.opencontainers.image.title="Understudy" \
  org.opencontainers.image.description="A local mock of the agent endpoints of voice-AI vendors" \
  org.opencontainers.image.version="0.1.0"
# `understudy health` reads the same variables, and so follows them.
ENV UNDERSTUDY_HOST=0.0.0.0 \
  UNDERSTUDY_PORT=4010 \
  UNDERSTUDY_SEED_DATA=/seed-data
EXPOSE 4010
# By number, so that Kubernetes can see that it is not root. Nothing depends on which one it is.
USER 65532:65532
WORKDIR /
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2s --timeout=2s --retries=3 CMD ["/usr/local/bin/understudy", "health"]
ENTRYPOINT ["/usr/local/bin/understudy"]
CMD ["serve"]
