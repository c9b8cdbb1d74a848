/**
 * What is known of resources that are no objects of Kubernetes, as data: types by the end of their names, and attributes
 * that several providers share. An incomplete list: what it misses is still listed among the changes.
 * Sources: resource types and arguments in the documentation of the providers aws, google, azurerm, azuread, openstack,
 * scaleway, ovh, exoscale, random and tls; «AWS resource and property types reference» for CloudFormation.
 */

/** Types that keep data, or the keys to it. */
export const DATA_TYPE =
  /(?:_db_instance|_rds_cluster(?:_instance)?|_docdb_cluster|_docdbelastic_cluster|_neptune_cluster|_redshift_cluster|_redshiftserverless_namespace|_dynamodb_table|_keyspaces_table|_timestreamwrite_table|_memorydb_cluster|_s3_bucket|_s3_directory_bucket|_glacier_vault|_ebs_volume|_ebs_snapshot|_db_snapshot|_efs_file_system|_fsx_\w+_file_system|_elasticache_(?:cluster|replication_group)|_opensearch_domain|_elasticsearch_domain|_msk_cluster|_kms_key|_backup_vault|_ecr_repository|_sqs_queue|_kinesis_stream|_cognito_user_pool|_secretsmanager_secret|_ssm_parameter|_sql_database_instance|_sql_database|_alloydb_(?:cluster|instance)|_storage_bucket|_bigquery_(?:dataset|table)|_bigtable_(?:instance|table)|_spanner_(?:instance|database)|_firestore_database|_pubsub_subscription|_artifact_registry_repository|_compute_(?:region_)?disk|_filestore_instance|_redis_instance|_memorystore_instance|_kms_(?:crypto_key|key_ring)|_secret_manager_secret|_(?:postgresql|mysql|mariadb|mssql)_(?:flexible_)?(?:server|database)(?:_database)?|_mssql_managed_(?:instance|database)|_cosmosdb_\w+|_data_lake_gen2_filesystem|_storage_account|_storage_container|_storage_share|_storage_queue|_storage_table|_netapp_volume|_managed_disk|_recovery_services_vault|_data_protection_backup_vault|_key_vault|_key_vault_(?:key|secret|certificate)|_redis_cache|_container_registry|_log_analytics_workspace|_blockstorage_volume_v\d|_objectstorage_container_v\d|_sharedfilesystem_share_v\d|_db_(?:instance|database)_v\d|_rdb_instance|_rdb_database|_object_bucket|_block_volume|_instance_volume|_cloud_project_database|_database_cluster|_database|_volume)$/;

/** The same in CloudFormation. */
export const DATA_TYPE_OF_AWS =
  /^AWS::(?:RDS::(?:DBInstance|DBCluster)|DocDB::DBCluster|Neptune::DBCluster|Redshift::Cluster|DynamoDB::(?:Table|GlobalTable)|S3::Bucket|EFS::FileSystem|EC2::Volume|FSx::FileSystem|ElastiCache::(?:CacheCluster|ReplicationGroup)|OpenSearchService::Domain|KMS::Key|Backup::BackupVault|ECR::Repository|SQS::Queue|Kinesis::Stream|Cognito::UserPool|SecretsManager::Secret)$/;

/** Types that run or route something: without them somebody is not served. */
export const SERVING_TYPE =
  /(?:_eks_(?:cluster|node_group)|_container_(?:cluster|node_pool)|_kubernetes_cluster(?:_node_pool)?|_k8s_(?:cluster|pool)|_cloud_project_kube(?:_nodepool)?|_ecs_(?:cluster|service)|_cloud_run_(?:v2_)?service|_container_app|_lambda_function|_function_app|_cloudfunctions2?_function|_app_service|_(?:linux|windows)_(?:web_app|virtual_machine)|_virtual_machine(?:_scale_set)?|_autoscaling_group|_compute_instance(?:_v\d)?|_instance_server|(?:^aws|^google_compute|^exoscale_compute)_instance|_lb|_alb|_elb|_loadbalancer(?:_v\d)?|_forwarding_rule|_application_gateway|_cloudfront_distribution|_api_gateway_rest_api|_route53_(?:record|zone)|_dns_(?:record_set|managed_zone|zone|record)|_dns_\w+_record|_vpn_(?:gateway|connection)|_nat_gateway|_vpc|_virtual_network|_compute_network|_subnet(?:work)?|_route_table)$/;

/** Types that make what somebody logs in or is trusted with. */
export const CREDENTIAL_TYPE =
  /^random_(?:password|bytes)$|^tls_(?:private_key|self_signed_cert|locally_signed_cert)$|_(?:access_key|service_account_key|application_(?:password|key|certificate)|service_principal_(?:password|certificate)|api_key|client_secret|auth_token)$/;

/** Whether the later value of an attribute is weaker than the earlier one. */
type Weaker = (before: unknown, after: unknown) => boolean;

const isOn = (value: unknown) => value === true || /^(?:true|enabled|on)$/i.test(String(value));
const turnedOff: Weaker = (before, after) => isOn(before) && !isOn(after);
const turnedOn: Weaker = (before, after) => !isOn(before) && isOn(after);
/** Amounts that are written as numbers, or as text that is one. */
const amount = (value: unknown) => (/^\d+(?:\.\d+)?$/.test(String(value)) ? Number(value) : undefined);
const lowered: Weaker = (before, after) => (amount(after) ?? Infinity) < (amount(before) ?? -Infinity);

/** Attributes by what it means when they get weaker. */
export const GUARDS: readonly {
  rule: "protection-removed" | "backup-weakened" | "storage-shrunk";
  name: RegExp;
  weaker: Weaker;
}[] = [
  {
    rule: "protection-removed",
    name: /^(?:deletion_protection(?:_enabled)?|enable_deletion_protection|disable_api_termination|termination_protection|purge_protection_enabled|prevent_destroy|delete_protection(?:_state)?|object_lock_enabled)$/,
    weaker: turnedOff,
  },
  { rule: "protection-removed", name: /^(?:force_destroy|force_delete)$/, weaker: turnedOn },
  { rule: "backup-weakened", name: /^(?:skip_final_snapshot|delete_automated_backups)$/, weaker: turnedOn },
  {
    rule: "backup-weakened",
    name: /^(?:backup_retention_(?:period|days)|retention_(?:days|period|in_days|duration)|retained_backups|soft_delete_retention_days|snapshot_retention_limit|transaction_log_retention_days|recovery_window_in_days|deletion_window_in_days|backup_schedule_retention)$/,
    weaker: lowered,
  },
  {
    rule: "backup-weakened",
    name: /^(?:backup_enabled|geo_redundant_backup_enabled|point_in_time_recovery(?:_enabled)?|binary_log_enabled|versioning_enabled)$|^(?:backup_configuration|versioning|versioning_configuration|point_in_time_recovery|backup_policy)\.(?:enabled|status)$/,
    weaker: turnedOff,
  },
  {
    rule: "storage-shrunk",
    name: /^(?:allocated_storage|storage_(?:mb|gb|size|size_gb)|max_size_gb|disk_size(?:_gb)?|volume_size|size_gb|size_in_gb)$/,
    weaker: lowered,
  },
];
