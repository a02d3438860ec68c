//! One connection: its TLS, its limits and its count of statements.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::hints;

/// How long a server may take to answer a new connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the network may be silent about what was sent before a connection is given up.
const SILENCE: Duration = Duration::from_secs(5);
/// How long a transaction may be idle in the middle. No transaction of ours waits for anything but
/// Postgres, so whose does has a process that stands still; Postgres ends it, for it holds locks
/// that others wait for, such as that of a task whose lease has run out.
const IDLE_IN_TRANSACTION: &str = "SET idle_in_transaction_session_timeout = '10s'";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Statements.
    Statements,
    /// Wake-ups besides: whatever the server says by itself is kept until it is asked for.
    Listening,
}

/// Opens a connection whose statements are counted in `statements`.
///
/// TLS is used exactly when the address says `sslmode=require`, `verify-ca` or
/// `verify-full`, and then certificate and host name are always verified. That is
/// stricter than libpq's `require`, which accepts any certificate.
pub(super) async fn connect(
    url: &str,
    purpose: Purpose,
    statements: Arc<AtomicU64>,
) -> ConnectionResult<AsyncPgConnection> {
    let mut config = parse(url).map_err(|cause| ConnectionError::InvalidConnectionUrl(cause.to_string()))?;
    config.connect_timeout(CONNECT_TIMEOUT).application_name("jobwise");
    // A host that went away says nothing: without these a statement on its way waits for minutes.
    config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE).keepalives_interval(SILENCE / 5);
    let mut conn = if config.get_ssl_mode() == SslMode::Require {
        let (client, connection) = config.connect(tls()?).await.map_err(refused)?;
        drive(client, connection, purpose).await?
    } else {
        config.ssl_mode(SslMode::Disable);
        let (client, connection) = config.connect(NoTls).await.map_err(refused)?;
        drive(client, connection, purpose).await?
    };
    conn.batch_execute(IDLE_IN_TRANSACTION).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) && !hints::is_sending() {
            statements.fetch_add(1, Ordering::Relaxed);
        }
    });
    Ok(conn)
}

/// Moves what is sent and received on a task of its own. For statements alone that is the driver's
/// plain way, in which each statement hears of a lost connection by itself; watching for it beside
/// every statement costs each of them.
async fn drive<T>(
    client: Client,
    mut connection: tokio_postgres::Connection<Socket, T>,
    purpose: Purpose,
) -> ConnectionResult<AsyncPgConnection>
where
    T: TlsStream + Unpin + Send + 'static,
{
    if purpose == Purpose::Listening {
        return AsyncPgConnection::try_from_client_and_connection(client, connection).await;
    }
    tokio::spawn(async move { while let Some(Ok(_)) = poll_fn(|cx| connection.poll_message(cx)).await {} });
    AsyncPgConnection::try_from(client).await
}

/// Reads an address; the driver knows `require` but not its two stricter forms.
pub(super) fn parse(url: &str) -> Result<Config, tokio_postgres::Error> {
    url.replace("sslmode=verify-full", "sslmode=require")
        .replace("sslmode=verify-ca", "sslmode=require")
        .parse()
}

fn tls() -> ConnectionResult<MakeRustlsConnect> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| ConnectionError::BadConnection(cause.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn refused(cause: tokio_postgres::Error) -> ConnectionError {
    use std::error::Error as _;
    let detail = cause.source().map(ToString::to_string).unwrap_or_default();
    ConnectionError::BadConnection(format!("{cause}: {detail}"))
}
