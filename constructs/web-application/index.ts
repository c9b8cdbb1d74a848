export { containerSecurity, podSecurity, TEMPORARY_FILES } from "./hardening.js";
export { WEB_SERVICE, WebApplication, type WebApplicationProps } from "./web-application.js";
