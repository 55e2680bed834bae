package dev.refinery.rewards.metric;

import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;

/** A candidate's cells as background metrics see them, and how much of each cell no subject covers. */
record BackgroundScene(CropSearch.Grid grid, Plane open) {
    static BackgroundScene of(CandidateView candidate) {
        Lab half = candidate.lab().half();
        Plane covered = candidate.subjects().resize(CropFeatures.GRID, CropFeatures.GRID);
        Plane open = new Plane(CropFeatures.GRID, CropFeatures.GRID);
        for (int i = 0; i < open.values().length; i++) {
            open.values()[i] = Math.clamp(1 - 1.25f * covered.values()[i], 0f, 1f);
        }
        return new BackgroundScene(new CropSearch.Grid(CropFeatures.of(half).grid(CropFeatures.Crop.WHOLE)), open);
    }

    /** Factor for pictures that hide nearly all of the background: 1 from a fifth of open cells on. */
    double openness() {
        return Math.clamp(open.mean() / 0.2, 0, 1);
    }
}
