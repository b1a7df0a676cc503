using System.Globalization;
using System.Text;
using System.Xml;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.CommandLine;

/// <summary>For build servers: JUnit XML, where unknown is an error, pending is skipped, partial and failed are failures.</summary>
internal sealed class JUnitReport : IReportFormat
{
    public void Write(Report report, TimeSpan took, CultureInfo culture, TextWriter output)
    {
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CloseOutput = false }))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", report.Assignment.Slug);
            xml.WriteAttributeString("tests", Count(report, _ => true));
            xml.WriteAttributeString("failures", Count(report, o => o is Outcome.Partial or Outcome.Failed));
            xml.WriteAttributeString("errors", Count(report, o => o == Outcome.Unknown));
            xml.WriteAttributeString("skipped", Count(report, o => o == Outcome.Pending));
            xml.WriteAttributeString("time", took.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            WriteAssurance(xml, report.Assurance);
            foreach (var result in report.Checks)
            {
                WriteCase(xml, report, result, culture);
            }

            xml.WriteEndElement();
        }

        output.WriteLine();
    }

    private static void WriteCase(XmlWriter xml, Report report, CheckResult result, CultureInfo culture)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", report.Assignment.Slug);
        xml.WriteAttributeString("name", result.Check.Value);
        WriteAssurance(xml, result.Verdict.Assurance);
        var element = result.Verdict.Outcome switch
        {
            Outcome.Partial or Outcome.Failed => "failure",
            Outcome.Unknown => "error",
            Outcome.Pending => "skipped",
            _ => null,
        };
        if (element is not null)
        {
            xml.WriteStartElement(element);
            xml.WriteAttributeString("message", Printable(result.Verdict.Summary.In(culture)));
            xml.WriteString(Printable(string.Join('\n', (IEnumerable<string>)[.. FactViews.Lines(result.Verdict.Facts, culture), .. result.Verdict.Feedback.Select(f => f.In(culture))])));
            xml.WriteEndElement();
        }

        xml.WriteElementString("system-out", Printable(string.Join('\n', (IEnumerable<string>)[.. FactViews.Lines(result.Verdict.Facts, culture), .. result.Verdict.Evidence.Select(e => $"$ {e.Title}\n{e.Text}")])));
        xml.WriteEndElement();
    }

    private static void WriteAssurance(XmlWriter xml, Assurance? assurance)
    {
        if (assurance is not { } known)
        {
            return;
        }

        xml.WriteStartElement("properties");
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", "assurance");
        xml.WriteAttributeString("value", ReportFormats.Word(known));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string Count(Report report, Func<Outcome, bool> which) =>
        report.Checks.Count(c => which(c.Verdict.Outcome)).ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no place for most control characters, and strangers name pods.
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            printable.Append(rune.Value is '\n' or '\t' || (rune.Value >= 0x20 && rune.Value is not (0xFFFE or 0xFFFF)) ? rune.ToString() : "\uFFFD");
        }

        return printable.ToString();
    }
}
