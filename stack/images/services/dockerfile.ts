import { serviceNodeFlags, servicePreloads } from '../../components/arguments.ts';

const entrypoint = ['node', ...serviceNodeFlags, ...servicePreloads.map((source) => `--import=./${source}.js`)];

/**
 * Copies only: it builds without a network, with any builder. Packages come first, as they change least.
 * The base is given by docker-compose.yml, which is where versions are pinned.
 */
export const dockerfile = `ARG NODE_IMAGE
FROM \${NODE_IMAGE}
WORKDIR /sandbox
COPY node_modules node_modules
COPY services services
USER node
ENTRYPOINT ${JSON.stringify(entrypoint)}
`;
