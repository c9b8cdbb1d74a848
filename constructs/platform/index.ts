export { Admission } from "./admission.js";
export { Foundations, type FoundationsProps, ISSUER } from "./foundations.js";
export { READABLE, ROLES, Roles } from "./roles.js";
