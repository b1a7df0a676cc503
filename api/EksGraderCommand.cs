using System.CommandLine;
using System.Text;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Setup;

namespace EksGrader.Api;

/// <summary>The program's commands; with none of them it serves.</summary>
internal static class EksGraderCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("EksGrader looks at students' EKS clusters and grades them. Without a command it serves, http://localhost:5080.")
        {
            GradeCommand.Create(),
            RegradeCommand.Create(),
            VerifyReceiptCommand.Create(),
            ChecksCommand.Create(),
            DemoCommand.Create(),
        };
        // What the program itself does not know (--urls, --Database:Provider=…) is configuration of the host.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, cancellationToken) => ServiceHost.RunAsync(args, cancellationToken));

        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }

            return Terminal.Refused;
        }

        return await parsed.InvokeAsync();
    }
}
