# Built with everything, run with what it needs. Debian, since the embedded Postgres has no build for Alpine.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 THROUGHLINE_DATA_DIRECTORY=/var/lib/throughline
WORKDIR /app
RUN install -d -o node -g node /var/lib/throughline
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/src/sample src/sample
COPY --from=build /app/web/messages web/messages
COPY --from=build /app/package.json /app/schema.graphql /app/LICENSE ./
USER node
VOLUME /var/lib/throughline
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/cli.js", "start"]
