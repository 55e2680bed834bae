package dev.refinery.provenance;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The XMP packet of a result: the IPTC digital source type for everyone, the manifest and its signature for {@code verify}. */
final class ProvenanceXmp {
    static final String NAMESPACE = "urn:x-refinery:provenance:1#";
    static final String IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    static final String ALGORITHM = "Ed25519";
    private static final String XAP = "http://ns.adobe.com/xap/1.0/";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private ProvenanceXmp() {}

    static String write(Provenance provenance, DigitalSourceType source) {
        StringBuilder xmp = new StringBuilder(provenance.manifest().length() + 1024);
        xmp.append("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
        xmp.append("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"")
                .append(RDF)
                .append("\">\n");
        xmp.append("<rdf:Description rdf:about=\"\" xmlns:xmp=\"").append(XAP);
        xmp.append("\" xmlns:Iptc4xmpExt=\"").append(IPTC_EXTENSION);
        xmp.append("\" xmlns:refinery=\"").append(NAMESPACE).append("\">\n");
        element(xmp, "xmp:CreatorTool", "Refinery");
        element(xmp, "Iptc4xmpExt:DigitalSourceType", source.uri());
        element(xmp, "refinery:manifest", provenance.manifest());
        Provenance.Signature signature = provenance.signature();
        if (signature != null) {
            element(xmp, "refinery:algorithm", ALGORITHM);
            element(xmp, "refinery:keyId", signature.keyId());
            element(xmp, "refinery:signature", signature.value());
        }
        xmp.append("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
        return xmp.toString();
    }

    /** Also as other tools may have rewritten it: other prefixes, properties as attributes. Empty when there is no manifest in it. */
    static Optional<Provenance> read(String packet) {
        Document document = parsed(packet);
        if (document == null) {
            return Optional.empty();
        }
        String manifest = property(document, "manifest");
        if (manifest == null) {
            return Optional.empty();
        }
        String value = property(document, "signature");
        String keyId = property(document, "keyId");
        return Optional.of(new Provenance(
                manifest,
                value == null ? null : new Provenance.Signature(keyId == null ? "" : keyId.strip(), value.strip())));
    }

    private static @Nullable Document parsed(String packet) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(packet.strip())));
        } catch (SAXException e) {
            return null;
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("this Java platform parses no XML", e);
        }
    }

    private static @Nullable String property(Document document, String name) {
        NodeList elements = document.getElementsByTagNameNS(NAMESPACE, name);
        if (elements.getLength() > 0) {
            return elements.item(0).getTextContent();
        }
        NodeList descriptions = document.getElementsByTagNameNS(RDF, "Description");
        for (int i = 0; i < descriptions.getLength(); i++) {
            Node description = descriptions.item(i);
            if (description instanceof Element element && element.hasAttributeNS(NAMESPACE, name)) {
                return element.getAttributeNS(NAMESPACE, name);
            }
        }
        return null;
    }

    private static void element(StringBuilder xmp, String name, String text) {
        xmp.append('<').append(name).append('>');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> xmp.append("&lt;");
                case '>' -> xmp.append("&gt;");
                case '&' -> xmp.append("&amp;");
                default -> xmp.append(c);
            }
        }
        xmp.append("</").append(name).append(">\n");
    }
}
