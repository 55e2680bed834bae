package dev.refinery.gateway.app.batch;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.BatchInput;
import dev.refinery.gateway.domain.BatchLine;
import dev.refinery.gateway.domain.BatchLineReader;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes a batch's file in as it comes: checks each line, and puts items and complaints into the store a part at a time. Holds one
 * part and the names of the items, whatever the file's size. Thread-safe.
 */
public final class BatchIntake {
    private static final int PART_BYTES = 1 << 20;
    private static final int PART_ITEMS = 500;

    private final BatchLineReader reader;
    private final BatchFiles files;
    private final int maxLineBytes;
    private final int maxLines;

    public BatchIntake(BatchLineReader reader, BatchFiles files, int maxLineBytes, int maxLines) {
        this.reader = reader;
        this.files = files;
        this.maxLineBytes = maxLineBytes;
        this.maxLines = maxLines;
    }

    /** @throws RequestRefused 400 when the body breaks off, 422 when it has no lines or too many */
    public BatchInput read(TenantId tenant, BatchId batch, InputStream body) {
        BoundedLines lines = new BoundedLines(body, maxLineBytes);
        Taking taking = new Taking(tenant, batch);
        int number = 0;
        int filled = 0;
        try {
            while (lines.next()) {
                number++;
                byte[] bytes = lines.bytes();
                if (blank(bytes)) {
                    continue;
                }
                if (++filled > maxLines) {
                    throw RequestRefused.unprocessable(
                            ProblemCode.BATCH_TOO_LARGE,
                            null,
                            "The file has more than " + maxLines + " lines; split it into several batches.");
                }
                taking.take(
                        lines.tooLong()
                                ? new BatchLine.Invalid(number, null, tooLong(maxLineBytes))
                                : reader.read(number, bytes));
            }
        } catch (IOException e) {
            throw RequestRefused.malformed(ProblemCode.INCOMPLETE_BODY, null, "The body broke off before its end.");
        }
        if (filled == 0) {
            throw RequestRefused.unprocessable(
                    ProblemCode.EMPTY_BATCH,
                    null,
                    "The file has no lines; each is {\"custom_id\": \"..\", \"body\": {a job}}.");
        }
        return taking.end(filled);
    }

    private static Problem tooLong(int maxBytes) {
        return Problem.of(
                413, ProblemCode.BODY_TOO_LARGE, null, "The line is too long; at most " + maxBytes + " bytes.");
    }

    private static boolean blank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private final class Taking {
        private final TenantId tenant;
        private final BatchId batch;
        private final Set<String> names = new HashSet<>();
        private final List<Integer> parts = new ArrayList<>();
        private final ByteArrayOutputStream items = new ByteArrayOutputStream();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private int count;
        private int firstOfPart;
        private int errorParts;

        private Taking(TenantId tenant, BatchId batch) {
            this.tenant = tenant;
            this.batch = batch;
        }

        private void take(BatchLine line) {
            switch (line) {
                case BatchLine.Item item
                when names.add(item.customId()) -> {
                    add(items, item);
                    count++;
                    if (items.size() >= PART_BYTES || count - firstOfPart == PART_ITEMS) {
                        endPart();
                    }
                }
                case BatchLine.Item item -> complain(new BatchLine.Invalid(item.line(), item.customId(), repeated()));
                case BatchLine.Invalid invalid -> complain(invalid);
            }
        }

        private void complain(BatchLine.Invalid invalid) {
            add(errors, invalid);
            if (errors.size() >= PART_BYTES) {
                endErrors();
            }
        }

        private BatchInput end(int lines) {
            if (items.size() > 0) {
                endPart();
            }
            if (errors.size() > 0) {
                endErrors();
            }
            return new BatchInput(lines, count, parts, errorParts);
        }

        private void endPart() {
            files.writeItems(tenant, batch, parts.size(), items.toByteArray());
            parts.add(firstOfPart);
            firstOfPart = count;
            items.reset();
        }

        private void endErrors() {
            files.writeErrors(tenant, batch, errorParts++, errors.toByteArray());
            errors.reset();
        }

        private static void add(ByteArrayOutputStream part, BatchLine line) {
            part.writeBytes(BatchFiles.write(line));
            part.write('\n');
        }
    }

    private static Problem repeated() {
        return Problem.of(
                422,
                ProblemCode.DUPLICATE_CUSTOM_ID,
                "custom_id",
                "is used by an earlier line; give each line its own");
    }
}
