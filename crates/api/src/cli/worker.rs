//! `guanxi worker`.

use std::sync::Arc;

use guanxi_cluster::Role;

use super::serve::asked_to_stop;
use super::{CliResult, Settings, connect, prepare, print};
use crate::jobs::{Workers, kinds};

/// Works until it is asked to stop.
pub(crate) fn run(settings: &Settings) -> CliResult {
    let (_cluster, db) = connect(settings, Role::Command)?;
    prepare(settings, &db)?;
    let kinds = kinds(Arc::new(settings.mailer(&settings.listen)?), settings.outgoing());
    let workers = Workers::start(db, kinds, settings.workers.max(1))?;
    print("guanxi worker ready\n")?;
    actix_web::rt::System::new().block_on(asked_to_stop())?;
    workers.stop();
    Ok(())
}
