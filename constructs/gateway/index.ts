export { Gateways, type GatewaysProps, NATIONAL_GATEWAY } from "./gateways.js";
