using System.CommandLine;
using System.Text;

namespace EksGrader.Api.CommandLine;

/// <summary>The program: one of its commands, or the service where none is named.</summary>
internal static class EksGraderCommand
{
    public static async Task<int> RunAsync(string[] args, Func<string[], CancellationToken, Task<int>> serve, IEnumerable<Command> commands)
    {
        var root = new RootCommand("EksGrader looks at students' EKS clusters and grades them. Without a command it serves, http://localhost:5080.");
        foreach (var command in commands)
            root.Add(command);
        // What the program itself does not know (--urls, --Database:Provider=…) is configuration of the host.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, cancellationToken) => serve(args, cancellationToken));

        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var parsed = root.Parse(args);
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return parsed.Errors.Count > 0 ? Terminal.Refused : await parsed.InvokeAsync();
    }
}
