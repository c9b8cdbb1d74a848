export { academyGateway, Installation, type InstallationProps } from "./installation.js";
export { Replication, type ReplicationProps } from "./replication.js";
export { GATEWAYS, Route, type RouteProps } from "./route.js";
export { SiteBackend, type SiteBackendProps } from "./site-backend.js";
