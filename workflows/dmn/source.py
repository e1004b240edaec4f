"""Safe reading of the bytes of a decision model: no DTD, no entities, no network, bounded size and depth."""

from lxml import etree

from workflows.findings import Finding, Refused

LARGEST = 10_000_000  # bytes
DEEPEST = 100  # elements one inside the other
MOST = 100_000  # elements

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)


def root_of(source: bytes, file: str) -> etree._Element:
    """Return the root of a DMN file. Raises Refused, with a finding, for anything else."""
    if len(source) > LARGEST:
        raise refusal(file, "El archivo pasa de 10 MB y no se leyó. Divida el modelo en varios archivos.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as wrong:
        line = getattr(wrong, "lineno", None)
        raise refusal(
            file, "El archivo no es XML bien formado y no se leyó. Ábralo y guárdelo otra vez.", line
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal(
            file, "El archivo declara un DTD, que podría traer texto de fuera, y no se leyó. Quite el DOCTYPE."
        )
    _measure(root, file)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise refusal(file, "El archivo no es un modelo DMN 1.1 a 1.6 y no se leyó. Expórtelo como DMN.")
    return root


def _measure(root: etree._Element, file: str) -> None:
    depth, count = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if isinstance(element, etree._Entity):
            raise refusal(file, "El archivo usa entidades XML propias y no se leyó. Escriba el texto directamente.")
        if depth > DEEPEST or count > MOST:
            raise refusal(file, "El archivo es demasiado grande o anidado y no se leyó. Divida el modelo.")


def refusal(file: str, message: str, line: int | None = None) -> Refused:
    """Return the refusal of a whole file."""
    return Refused([Finding("dmn_readable", "error", file, message, line=line)])
