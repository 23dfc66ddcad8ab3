# An image that opens the desk on port 8765 (docs/installing.md): the first stage makes the Debian package, the second holds what it needs to run. BASE is Debian
# or a derivative of it, for both stages.
#   docker build -t attache .
#   docker run -d --name attache -p 127.0.0.1:8765:8765 -v attache:/var/lib/attache attache
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS build
ENV DEBIAN_FRONTEND=noninteractive
WORKDIR /src
COPY PACKAGES tools/install-packages.sh ./
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates debhelper && sh install-packages.sh PACKAGES
COPY . .
RUN make -s -j"$(nproc)" deb && mv build/deb/attache_*.deb /attache.deb

FROM ${BASE}
COPY --from=build /attache.deb /attache.deb
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bash ca-certificates /attache.deb \
    && rm -rf /attache.deb /var/lib/apt/lists/* /var/cache/apt/*
COPY packaging/container/entry packaging/container/healthy /usr/lib/attache/
USER attache
WORKDIR /var/lib/attache
VOLUME /var/lib/attache
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/usr/lib/attache/healthy"]
ENTRYPOINT ["/usr/lib/attache/entry"]
