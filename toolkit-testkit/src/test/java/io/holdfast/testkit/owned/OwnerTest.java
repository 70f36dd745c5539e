package io.holdfast.testkit.owned;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerTest {

    private static final Owner US = Owner.THIS_JVM;

    @TempDir
    private Path temp;

    @Test
    void aFolderTellsItsOwner() {
        OwnedFolder folder = OwnedFolder.create("thing");
        assertThat(Owner.ofFolder(folder.path().getFileName().toString())).contains(US);
        assertThat(folder.path()).isEmptyDirectory();
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void onlyFoldersOfDeadOwnersAreReaped() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path dead = folder(new Owner(gone.pid(), US.startMillis()).folderPrefix("kafka") + "1");
        Path reusedPid = folder(new Owner(US.pid(), US.startMillis() - 3_600_000).folderPrefix("kafka") + "2");
        Path ours = folder(US.folderPrefix("kafka") + "3");
        Path roundedOtherwise = folder(new Owner(US.pid(), US.startMillis() + 10).folderPrefix("kafka") + "4");
        Path stranger = folder("holdfast-notes");

        Owner.reap(temp);

        assertThat(dead).doesNotExist();
        assertThat(reusedPid).doesNotExist();
        assertThat(ours).exists();
        assertThat(roundedOtherwise).exists();
        assertThat(stranger).exists();
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name).resolve("below"));
        Files.writeString(folder.resolve("file"), "x");
        return folder.getParent();
    }
}
