export { Tenant, type TenantProps } from "./tenant.js";
