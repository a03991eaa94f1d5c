/** The settings of people and permissions. */
export { AccessPage } from "./AccessPage";
export { ApiKeysPage } from "./ApiKeysPage";
export { DepartmentsPage } from "./DepartmentsPage";
export { OrganizationPage } from "./OrganizationPage";
export { RolesPage } from "./RolesPage";
export { UsersPage } from "./UsersPage";
