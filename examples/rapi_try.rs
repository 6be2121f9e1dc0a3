fn main() {
    let mut args = std::env::args().skip(1);
    let (input, output) = (args.next().unwrap(), args.next().unwrap());
    let bytes = std::fs::read(&input).unwrap();
    let name = input.rsplit('/').next().unwrap();
    let p = renja::process(&bytes, name, &renja::Options::default()).unwrap();
    println!("{} tables {} findings {}", p.checked.renja.tables.len(), p.checked.findings.len(), p.rapi.len());
    std::fs::write(output, p.rapi).unwrap();
}
