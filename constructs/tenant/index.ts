export { ClosedNamespace, type ClosedNamespaceProps } from "./closed-namespace.js";
export { Tenant, type TenantProps } from "./tenant.js";
