# Build: docker build -t belegt .
# Run:   docker run -d --name belegt -p 8080:8080 -v belegt-data:/data --init belegt
#        docker logs belegt   (shows the one-time link to set up the first organisation)
# Secrets come from /data/keys or from the environment at run time; none is in the image.

FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY tools ./tools
COPY migrations ./migrations
COPY src ./src
COPY docs/evidence ./docs/evidence
RUN node_modules/.bin/node tools/build.ts --force
# What is needed only for building goes again, and so does the packaged Node: the image has the same.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -r node_modules/node node_modules/.bin/node

FROM node:26-bookworm-slim
# A user of its own: PostgreSQL refuses to run as root, and nothing here needs more rights.
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin belegt \
 && install -d -o belegt -g belegt -m 0750 /data
WORKDIR /app
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY LICENSE NOTICE ./
ENV NODE_ENV=production \
    TZ=UTC \
    BELEGT_DATA=/data \
    BELEGT_HOST=0.0.0.0 \
    BELEGT_PORT=8080 \
    BELEGT_HEALTH_PORT=8081
USER belegt
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The health port listens on the container's loopback only, so it is asked from inside.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8081/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The engine keeps half as much aside for short-lived objects as by itself: less memory, no measurable time (docs/decisions/0025).
CMD ["node", "--max-semi-space-size=8", "dist/belegt.js", "start"]
