//! The web client that a node serves: what came with this program, or while it is developed a folder.

use node::http::{DeskFile, DeskFolder, DeskSource};
use std::{path::Path, sync::Arc};

use crate::CliError;

/// The client inside this program.
pub fn embedded() -> Result<DeskSource, CliError> {
    let files = web_client::FILES.iter().map(|file| {
        let plain = file.plain().map_err(|error| {
            let cause = format!("{} inside this program is damaged: {error}", file.path);
            CliError::failed("program", cause, "install the program anew")
        })?;
        let served = DeskFile {
            media_type: file.media_type,
            sha256: file.sha256,
            plain: plain.into(),
            brotli: Some(file.brotli.into()),
        };
        Ok((file.path.to_owned(), served))
    });
    let files = files.collect::<Result<_, CliError>>()?;
    Ok(DeskSource::Files(Arc::new(files)))
}

/// Whatever is in the folder, read anew each time.
pub fn danger_folder(dir: &Path) -> DeskSource {
    DeskSource::DangerFolder(DeskFolder {
        dir: dir.to_owned(),
        media_type: web_client::media_type,
    })
}
