/** Labels: the words by which objects are found, selected and charged. */

/** Label keys of the platform under the estate's one prefix. */
export class LabelKeys {
  readonly academy: string;
  readonly application: string;
  readonly component: string;
  readonly databaseClient: string;
  readonly dataClass: string;
  readonly environment: string;
  /** Annotation of pods: the digest of the settings that they started with. */
  readonly settings: string;
  readonly team: string;

  constructor(readonly prefix: string) {
    const key = (name: string) => `${prefix}/${name}`;
    this.academy = key("academy");
    this.application = key("application");
    this.component = key("component");
    this.databaseClient = key("database-client");
    this.dataClass = key("data-class");
    this.environment = key("environment");
    this.settings = key("settings");
    this.team = key("team");
  }
}

/** Value of the academy label of a namespace that serves several academies. */
export const SHARED = "shared";

/** Every object says who declares it. Source: Kubernetes' recommended labels. */
export const MANAGED_BY = { "app.kubernetes.io/managed-by": "transhumance" };

/** Namespace label that Kubernetes itself sets. Source: Kubernetes, well-known labels. */
export const NAMESPACE_NAME = "kubernetes.io/metadata.name";
