export { ExternalSecret, type ExternalSecretProps, SECRET_STORE } from "./external-secret.js";
