package dev.refinery.cli;

import dev.refinery.cli.JobStory.Picture;
import dev.refinery.client.model.Score;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** One PNG with a job's references, every candidate by round with its scores, and the result. */
final class ContactSheet {
    private static final int CELL = 240;
    private static final int GAP = 16;
    private static final int CAPTION = 56;
    private static final int TITLE = 34;
    private static final Color PAPER = new Color(0xF7F6F3);
    private static final Color INK = new Color(0x22252B);
    private static final Color FAINT = new Color(0x7A7F89);
    private static final Color FRAME = new Color(0xD9D7D1);
    private static final Color GOOD = new Color(0x2E8B57);
    private static final Color SHORT = new Color(0xC9772B);

    private final GatewayClient gateway;

    ContactSheet(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** A picture with a caption; what was delivered is marked, in other rows the one with the best worst score. */
    private record Cell(BufferedImage image, String caption, List<Score> scores, boolean marked) {}

    private record Row(String title, List<Cell> cells, int cellSize) {
        int height() {
            return TITLE + cellSize + CAPTION + GAP;
        }
    }

    /** Replaces {@code file}. */
    void write(Path file, Map<String, Path> references, JobStory story, List<Path> results) {
        List<Row> rows = new ArrayList<>();
        addReferences(rows, references);
        addRounds(rows, story);
        addResults(rows, story, results);
        int width = GAP
                + rows.stream()
                        .mapToInt(row -> row.cells().size() * (row.cellSize() + GAP))
                        .max()
                        .orElse(CELL);
        int height = GAP + rows.stream().mapToInt(Row::height).sum();
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        g.setColor(PAPER);
        g.fillRect(0, 0, width, height);
        int y = GAP;
        for (Row row : rows) {
            draw(g, row, y);
            y += row.height();
        }
        g.dispose();
        try {
            if (!ImageIO.write(sheet, "png", file.toFile())) {
                throw new CliException("this Java cannot write PNG files: is it a complete JDK?");
            }
        } catch (IOException e) {
            throw new CliException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void addReferences(List<Row> rows, Map<String, Path> references) {
        List<Cell> cells = new ArrayList<>();
        references.forEach((name, file) -> {
            try {
                decode(Files.readAllBytes(file)).ifPresent(image -> cells.add(new Cell(image, name, List.of(), false)));
            } catch (IOException e) {
                throw new CliException("cannot read " + file + ": " + e.getMessage(), e);
            }
        });
        if (!cells.isEmpty()) {
            rows.add(new Row("References", cells, CELL));
        }
    }

    private void addRounds(List<Row> rows, JobStory story) {
        Map<Integer, List<Picture>> byRound = new TreeMap<>();
        List<Picture> fullSize = new ArrayList<>();
        for (Picture picture : story.pictures()) {
            (picture.fullSize() ? fullSize : byRound.computeIfAbsent(picture.round(), r -> new ArrayList<>()))
                    .add(picture);
        }
        Set<String> delivered = story.ending().stream()
                .flatMap(ending -> ending.results().stream())
                .flatMap(result -> Stream.of(result.candidate(), result.from()))
                .collect(Collectors.toSet());
        byRound.forEach((round, pictures) -> addPictures(rows, "Round " + (round + 1), pictures, delivered));
        if (fullSize.size() > 1) {
            addPictures(rows, "Full size", fullSize, delivered);
        }
    }

    private void addPictures(List<Row> rows, String title, List<Picture> pictures, Set<String> delivered) {
        List<Picture> ordered = new ArrayList<>(pictures);
        ordered.sort(Comparator.comparingInt((Picture p) -> p.name().length()).thenComparing(Picture::name));
        Set<String> marked = ordered.stream().map(Picture::name).anyMatch(delivered::contains)
                ? delivered
                : ordered.stream()
                        .max(Comparator.comparingDouble(p -> p.worst().orElse(0.0)))
                        .map(Picture::name)
                        .map(Set::of)
                        .orElse(Set.of());
        List<Cell> cells = new ArrayList<>();
        for (Picture picture : ordered) {
            decode(gateway.download(picture.address()))
                    .ifPresent(image -> cells.add(
                            new Cell(image, picture.name(), picture.scores(), marked.contains(picture.name()))));
        }
        if (!cells.isEmpty()) {
            rows.add(new Row(title, cells, CELL));
        }
    }

    private static void addResults(List<Row> rows, JobStory story, List<Path> results) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            List<Score> scores = story.ending().orElseThrow().results().get(i).scores();
            try {
                Optional<BufferedImage> image = decode(Files.readAllBytes(results.get(i)));
                if (image.isPresent()) {
                    cells.add(new Cell(image.get(), "result " + i, scores, false));
                }
            } catch (IOException e) {
                throw new CliException("cannot read " + results.get(i) + ": " + e.getMessage(), e);
            }
        }
        if (!cells.isEmpty()) {
            rows.add(new Row("Result", cells, CELL * 3));
        }
    }

    private static void draw(Graphics2D g, Row row, int top) {
        g.setColor(INK);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        g.drawString(row.title(), GAP, top + 22);
        int x = GAP;
        for (Cell cell : row.cells()) {
            int size = row.cellSize();
            int y = top + TITLE;
            double scale = Math.min(
                    size / (double) cell.image().getWidth(),
                    size / (double) cell.image().getHeight());
            int w = (int) Math.round(cell.image().getWidth() * scale);
            int h = (int) Math.round(cell.image().getHeight() * scale);
            g.setColor(Color.WHITE);
            g.fillRect(x, y, size, size);
            g.drawImage(reduced(cell.image(), w, h), x + (size - w) / 2, y + (size - h) / 2, w, h, null);
            g.setColor(cell.marked() ? GOOD : FRAME);
            g.setStroke(new BasicStroke(cell.marked() ? 3f : 1f));
            g.drawRect(x, y, size, size);
            caption(g, cell, x, y + size, size);
            x += size + GAP;
        }
    }

    /** The name, and under it each score, green when its gate is met. */
    private static void caption(Graphics2D g, Cell cell, int x, int y, int size) {
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        g.setColor(FAINT);
        g.drawString(cell.caption(), x, y + 17);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
        int left = x;
        int base = y + 34;
        for (Score score : cell.scores()) {
            String name =
                    score.name().length() > 10 && size <= CELL ? score.name().substring(0, 9) + "." : score.name();
            String text = name + " " + (score.judged() ? Wording.score(score.score()) : "-");
            if (score.deltaE() != null && size > CELL) {
                text += String.format(Locale.ROOT, " (dE %.1f)", score.deltaE());
            }
            int width = g.getFontMetrics().stringWidth(text);
            if (left > x && left + width > x + size) {
                left = x;
                base += 16;
            }
            g.setColor(!score.judged() ? FAINT : score.meetsGate() ? GOOD : SHORT);
            g.drawString(text, left, base);
            left += width + 9;
        }
    }

    /** Halves until close to the wanted size, so that fine detail does not alias. */
    private static BufferedImage reduced(BufferedImage image, int width, int height) {
        BufferedImage current = image;
        while (current.getWidth() >= width * 2 && current.getHeight() >= height * 2) {
            int w = current.getWidth() / 2;
            int h = current.getHeight() / 2;
            BufferedImage half = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
            Graphics2D g = half.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            g.drawImage(current, 0, 0, w, h, null);
            g.dispose();
            current = half;
        }
        return current;
    }

    /** Empty for formats that the JDK cannot read. */
    private static Optional<BufferedImage> decode(byte[] bytes) {
        try {
            return Optional.ofNullable(ImageIO.read(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
