//! PNG files of few colours, written and read (PNG specification, third edition): palette pictures
//! for the gallery and greys for the snapshots, both far smaller than true colour. Shared by tests
//! and the gallery; no tests of its own.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture of at most sixteen colours, half a byte a pixel.
pub struct Small {
    pub width: u32,
    pub height: u32,
    /// Red, green and blue of each colour.
    pub palette: Vec<[u8; 3]>,
    /// The colour of each pixel, row by row.
    pub pixels: Vec<u8>,
}

/// The bytes of the file.
pub fn write(picture: &Small) -> Vec<u8> {
    let row = picture.width as usize;
    let mut packed = Vec::new();
    for pixels in picture.pixels.chunks(row) {
        packed.push(0);
        packed.extend(pixels.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()));
    }
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(&packed).expect("memory");
    let header = [&picture.width.to_be_bytes()[..], &picture.height.to_be_bytes(), &[4, 3, 0, 0, 0]].concat();
    let mut file = SIGNATURE.to_vec();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"PLTE", &picture.palette.concat());
    chunk(&mut file, b"IDAT", &deflated.finish().expect("memory"));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a small picture");
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    file.extend(length.to_be_bytes());
    file.extend(name);
    file.extend(data);
    file.extend(sum.sum().to_be_bytes());
}

/// The picture in a file that [`write`] wrote; none in any other.
pub fn read(file: &[u8]) -> Option<Small> {
    let mut rest = file.strip_prefix(SIGNATURE)?;
    let (mut header, mut palette, mut data) = (None, Vec::new(), Vec::new());
    while rest.len() >= 12 {
        let length = u32::from_be_bytes(rest[..4].try_into().ok()?) as usize;
        let (name, body) = (&rest[4..8], rest.get(8..8 + length)?);
        match name {
            b"IHDR" => {
                header = Some((
                    u32::from_be_bytes(body[..4].try_into().ok()?),
                    u32::from_be_bytes(body[4..8].try_into().ok()?),
                ))
            }
            b"PLTE" => {
                palette = body.chunks_exact(3).map(|colour| [colour[0], colour[1], colour[2]]).collect()
            }
            b"IDAT" => data.extend(body),
            _ => {}
        }
        rest = rest.get(12 + length..)?;
    }
    let (width, height) = header?;
    let mut packed = Vec::new();
    ZlibDecoder::new(&data[..]).read_to_end(&mut packed).ok()?;
    let row = (width as usize).div_ceil(2) + 1;
    let unpacked = packed
        .chunks(row)
        .flat_map(|row| row[1..].iter().flat_map(|pair| [pair >> 4, pair & 15]).take(width as usize));
    Some(Small { width, height, palette, pixels: unpacked.collect() })
}

/// A picture in sixteen greys, from black to white.
pub fn greys(width: u32, height: u32, rgb: &[u8]) -> Small {
    let grey = |pixel: &[u8]| {
        let light =
            (u32::from(pixel[0]) * 299 + u32::from(pixel[1]) * 587 + u32::from(pixel[2]) * 114) / 1_000;
        u8::try_from((light + 8) / 17).expect("at most 15")
    };
    let palette = (0..16).map(|step| [step * 17; 3]).collect();
    Small { width, height, palette, pixels: rgb.chunks_exact(3).map(grey).collect() }
}

/// A picture in its sixteen most telling colours: the most frequent ones that differ well, each
/// pixel in the nearest.
pub fn colours(width: u32, height: u32, rgb: &[u8]) -> Small {
    let pixels: Vec<[u8; 3]> = rgb.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut counts = std::collections::BTreeMap::<[u8; 3], usize>::new();
    for pixel in &pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut known: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    known.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut palette: Vec<[u8; 3]> = Vec::new();
    for least in [48 * 48, 24 * 24, 0] {
        for (colour, _) in &known {
            if palette.len() < 16 && palette.iter().all(|chosen| distance(*chosen, *colour) > least) {
                palette.push(*colour);
            }
        }
    }
    let nearest: std::collections::BTreeMap<[u8; 3], u8> = known
        .iter()
        .map(|(colour, _)| {
            let near = (0..palette.len()).min_by_key(|index| distance(palette[*index], *colour));
            (*colour, u8::try_from(near.unwrap_or_default()).expect("at most 15"))
        })
        .collect();
    Small { width, height, pixels: pixels.iter().map(|pixel| nearest[pixel]).collect(), palette }
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}
