//! `guanxi check`: proves that nothing in the audit logs was altered or removed.

use guanxi_cluster::Role;
use guanxi_domain::platform::audit::AuditKey;
use guanxi_persistence::platform::chain;

use super::{CliResult, Settings, connect, prepare, print};
use crate::platform::witness::Witness;

/// Checks every organization's log, one line each.
pub(crate) fn run(settings: &Settings) -> CliResult {
    let (_cluster, db) = connect(settings, Role::Command)?;
    prepare(settings, &db)?;
    let key = AuditKey::new(settings.master_key()?.derive("audit"));
    let heads = Witness::of(&settings.data).read()?;
    let mut broken = 0_usize;
    for organization in db.quiet(chain::organizations)? {
        let known = heads.get(&organization.0).copied();
        let finding = db.quiet(|conn| chain::check(conn, &key, organization, known))?;
        let (org_id, name, waiting) = (finding.org_id, finding.name, finding.waiting);
        match finding.outcome {
            Ok(head) => print(&format!("ok      {org_id} {name}: {} events, {waiting} waiting\n", head.seq))?,
            Err(flaw) => {
                broken += 1;
                print(&format!("BROKEN  {org_id} {name}: {flaw}\n"))?;
            }
        }
    }
    if broken > 0 { Err(format!("{broken} audit logs are broken").into()) } else { Ok(()) }
}
