//! Where a request comes from: the peer of the connection or, behind proxies that are trusted,
//! whom they name. Part of the HTTP face.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

use crate::accounts::model::Origin;

/// What each proxy adds the address of its own peer to, at the end.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The origin of a request. The header is read from its end, and only as far as trusted proxies
/// wrote it: what stands before may be made up by the client.
pub fn origin(headers: &HeaderMap, peer: Option<IpAddr>, trusted: &[IpNet]) -> Origin {
    let Some(peer) = peer else { return Origin(None) };
    let mut origin = peer.to_canonical();
    if trusted.is_empty() {
        return Origin(Some(origin));
    }
    let values = headers.get_all(FORWARDED_FOR).iter().rev();
    let mut named = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    while trusted.iter().any(|network| network.contains(&origin)) {
        match named.next().and_then(read) {
            Some(address) => origin = address,
            None => break,
        }
    }
    Origin(Some(origin))
}

/// An address, with or without a port.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let trusted = ["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/64"].map(|text| text.parse().unwrap());
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let found = origin(&headers, Some(peer.parse().unwrap()), &trusted);
        assert_eq!(found, Origin(Some(expected.parse().unwrap())), "{peer} {forwarded:?}");
    }

    #[test]
    fn a_trusted_proxy_names_its_client() {
        check("127.0.0.1", &["192.0.2.7"], "192.0.2.7");
        check("::ffff:127.0.0.1", &["192.0.2.7"], "192.0.2.7");
        check("127.0.0.1", &["192.0.2.7, 10.1.1.1"], "192.0.2.7");
        check("2001:db8::1", &["192.0.2.7", "10.1.1.1"], "192.0.2.7");
        check("127.0.0.1", &["192.0.2.7:4711"], "192.0.2.7");
        check("127.0.0.1", &["[2001:db8:1::7]:4711"], "2001:db8:1::7");
        check("127.0.0.1", &["[2001:db8:1::7]"], "2001:db8:1::7");
    }

    #[test]
    fn nobody_else_is_believed() {
        check("192.0.2.9", &["192.0.2.7"], "192.0.2.9");
        // The client wrote the first two itself; the proxy has added whom it saw.
        check("127.0.0.1", &["10.0.0.1, 198.51.100.1, 192.0.2.9"], "192.0.2.9");
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["unknown"], "127.0.0.1");
        check("127.0.0.1", &["192.0.2.7, unknown"], "127.0.0.1");
        check("127.0.0.1", &["10.0.0.1"], "10.0.0.1");
    }

    #[test]
    fn without_a_trusted_proxy_the_peer_is_the_origin() {
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED_FOR, "192.0.2.7".parse().unwrap());
        let peer = Some("127.0.0.1".parse().unwrap());
        assert_eq!(origin(&headers, peer, &[]), Origin(peer));
        assert_eq!(origin(&headers, None, &[]), Origin(None));
    }
}
