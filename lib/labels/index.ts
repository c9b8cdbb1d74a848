/** Labels: the words by which objects are found, selected and charged. */

/** Label keys of the platform under the estate's one prefix. */
export class LabelKeys {
  readonly academy: string;
  readonly application: string;
  readonly audience: string;
  readonly component: string;
  readonly databaseClient: string;
  readonly dataClass: string;
  readonly environment: string;
  readonly model: string;
  readonly oversight: string;
  readonly project: string;
  readonly pupilsFrom: string;
  /** `production` or `innovation`: whose queues of GPUs a namespace may use. */
  readonly serves: string;
  readonly service: string;
  /** Annotation of pods: the digest of the settings that they started with. */
  readonly settings: string;
  readonly team: string;
  /** The use of the framework that permits what runs, and its version. */
  readonly use: string;
  readonly useVersion: string;

  constructor(readonly prefix: string) {
    const key = (name: string) => `${prefix}/${name}`;
    this.academy = key("academy");
    this.application = key("application");
    this.audience = key("audience");
    this.component = key("component");
    this.databaseClient = key("database-client");
    this.dataClass = key("data-class");
    this.environment = key("environment");
    this.model = key("model");
    this.oversight = key("oversight");
    this.project = key("project");
    this.pupilsFrom = key("pupils-from");
    this.serves = key("serves");
    this.service = key("service");
    this.settings = key("settings");
    this.team = key("team");
    this.use = key("use");
    this.useVersion = key("use-version");
  }
}

/** Value of the academy label of a namespace that serves several academies. */
export const SHARED = "shared";

/** Every object says who declares it. Source: Kubernetes' recommended labels. */
export const MANAGED_BY = { "app.kubernetes.io/managed-by": "transhumance" };

/** Namespace label that Kubernetes itself sets. Source: Kubernetes, well-known labels. */
export const NAMESPACE_NAME = "kubernetes.io/metadata.name";
