/** The settings of data and system. */
export { AuditPage } from "./AuditPage";
export { CustomFieldsPage } from "./CustomFieldsPage";
export { DictionariesPage } from "./DictionariesPage";
export { JobsPage } from "./JobsPage";
export { NumberingPage } from "./NumberingPage";
export { RobotsPage } from "./RobotsPage";
export { SystemPage } from "./SystemPage";
export { TagsPage } from "./TagsPage";
