using ImageSearch.Files;
using ImageSearch.Quarantine;

namespace ImageSearch.Tests.Quarantine;

/// <summary>A process that moves duplicates away and back without end, until it is killed.</summary>
internal static class KilledMover
{
    public const string Argument = "move";
    public const int Files = 12;

    public static int Run(string folder, string mode)
    {
        var files = new CopyingFiles(isOtherVolume: mode == "copy");
        string away = Path.Combine(folder, "away"), keeper = KeeperIn(folder);
        string kept = FileStamp.ContentOf(keeper, default);
        for (int round = 0; ; round++)
        {
            if (round == 1)
            {
                // What is compiled once takes longer than a move; kills are to hit moves.
                Console.WriteLine("ready");
            }

            using (QuarantineFolder quarantine = QuarantineFolder.OpenToMove(away, files))
            {
                foreach (string path in PathsIn(folder).Where(File.Exists))
                {
                    quarantine.Move(new MoveRequest(path, FileStamp.ContentOf(path, default), keeper, kept));
                }
            }

            using (QuarantineFolder quarantine = QuarantineFolder.OpenToRestore(away, files))
            {
                foreach (MovedImage image in quarantine.Images)
                {
                    quarantine.Restore(image, makeFolder: false);
                }
            }
        }
    }

    public static string KeeperIn(string folder) => Path.Combine(folder, "kept.jpg");

    public static string[] PathsIn(string folder) =>
        [.. Enumerable.Range(0, Files).Select(i => Path.Combine(folder, "photos", $"{i}.jpg"))];
}
