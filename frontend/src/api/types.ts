/**
 * The API's objects under the names the application uses.
 *
 * Everything comes from the generated description; a name that changes on the server changes here once.
 */
import type { components } from "./generated/schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Grant = Schemas["Grant"];
export type User = Schemas["User"];
export type Department = Schemas["Department"];
export type Role = Schemas["Role"];
export type Organization = Schemas["Organization"];
export type Dictionary = Schemas["Dictionary"];
export type DictionaryValue = Schemas["DictionaryValue"];
export type CustomField = Schemas["CustomField"];
export type Numbering = Schemas["NumberingPattern"];
export type Tag = Schemas["Tag"];
/** A tag that may be chosen: registered, or merely on some record. */
export type TagOffer = Schemas["TagOffer"];
export type ApiKey = Schemas["ApiKey"];
export type AuditEvent = Schemas["AuditEvent"];
export type FieldChange = Schemas["Change"];
export type Job = Schemas["Job"];
export type SavedView = Schemas["SavedView"];
export type Region = Schemas["RegionItem"];
export type SearchHit = Schemas["SearchHit"];
/** One field of a kind of record, as the server describes it. */
export type FieldInfo = Schemas["Field"];
export type TeamMember = Schemas["NamedTeamMember"];
export type OwnerChange = Schemas["OwnerChange"];
export type Comment = Schemas["Comment"];
export type Mentionable = Schemas["Mentionable"];
export type Notification = Schemas["Notification"];
export type NotificationChoices = Schemas["NotificationChoices"];
export type Robot = Schemas["Robot"];
export type DuplicateMatch = Schemas["Duplicate"];
export type PermissionChoices = Schemas["Matrix"];
/** A decision about access with what led to it. */
export type AccessExplanation = Schemas["Explanation"];
export type AccessReason = Schemas["Reason"];
export type FieldRestriction = Schemas["FieldRestriction"];
export type ViewDefinition = Schemas["ViewDefinition"];
export type ProfilePatch = Schemas["ProfilePatch"];
/** A post of a contact, as it is read and as it is stored. */
export type Position = Schemas["NamedPosition"];
export type PositionEntry = Schemas["Position"];
