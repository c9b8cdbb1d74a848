export { Foundations, type FoundationsProps, ISSUER } from "./foundations.js";
export { ROLES, Roles } from "./roles.js";
