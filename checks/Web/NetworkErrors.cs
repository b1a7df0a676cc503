using System.Resources;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>Words for what goes wrong before anything answers.</summary>
public static class NetworkErrors
{
    /// <summary>The sentences.</summary>
    public static TextCatalog Texts { get; } = new(new ResourceManager("EksGrader.Checks.Web.WebTexts", typeof(NetworkErrors).Assembly));

    /// <summary>The resolver did not answer.</summary>
    public static ReadException NameUnanswered(string host, string? detail, Exception? inner = null) =>
        new(new ReadError
        {
            Failure = ReadFailure.NameUnanswered,
            Fault = FaultDomain.Network,
            Summary = Texts["NameUnanswered", Shown(host)],
            Detail = detail,
            MayPass = true,
        },
        inner);

    /// <summary>A connection could not be made.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="host">The host that was asked for.</param>
    /// <param name="port">The port.</param>
    /// <param name="detail">The addresses and what became of each.</param>
    public static ReadError Connecting(ConnectFailure failure, string host, int port, string? detail)
    {
        // An endpoint that does not exist is the student's; a silent or unreachable one may be anybody's (docs/checks.md, "Fault domains").
        var (kind, fault, mayPass) = failure switch
        {
            ConnectFailure.NameNotFound => (ReadFailure.NameNotFound, FaultDomain.Student, true),
            ConnectFailure.NameUnanswered => (ReadFailure.NameUnanswered, FaultDomain.Network, true),
            ConnectFailure.Blocked => (ReadFailure.Blocked, FaultDomain.Student, false),
            ConnectFailure.OutsideAllowed => (ReadFailure.OutsideAllowed, FaultDomain.Student, false),
            ConnectFailure.Refused => (ReadFailure.Unreachable, FaultDomain.Student, true),
            ConnectFailure.TimedOut => (ReadFailure.TimedOut, FaultDomain.Network, true),
            _ => (ReadFailure.Unreachable, FaultDomain.Network, true),
        };
        var shown = Shown(host);
        return new ReadError
        {
            Failure = kind,
            Fault = fault,
            Summary = Texts[failure.ToString(), shown, port],
            Feedback = failure is ConnectFailure.NoNetwork or ConnectFailure.NameUnanswered ? [] : [Texts[$"{failure}Help", shown, port]],
            Detail = detail,
            MayPass = mayPass,
        };
    }

    private static string Shown(string host) => SafeText.Line(host, 260);
}
